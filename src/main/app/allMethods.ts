import { appMethods } from './appMethods.ts'
import { checkMethods } from './checks/checkMethods.ts'
import { editMethods } from './edits/editMethods.ts'
import { exportMethods } from './exports/exportMethods.ts'
import { fileMethods } from './files/fileMethods.ts'
import { mapMethods } from './maps/mapMethods.ts'
import type { Methods } from './methods.ts'
import { particleMethods } from './particles/particleMethods.ts'
import { projectMethods } from './projects/projectMethods.ts'
import { runMethods } from './runs/runMethods.ts'
import type { Workstation } from './workstation.ts'

/** What answers the calls of the contract, on one workstation. */
export const allMethods = (workstation: Workstation): Methods => ({
  ...appMethods(workstation), ...fileMethods(), ...projectMethods(workstation), ...checkMethods(workstation), ...particleMethods(workstation),
  ...runMethods(workstation), ...editMethods(workstation), ...mapMethods(workstation), ...exportMethods(workstation),
})
