import { appMethods } from './appMethods.ts'
import { checkMethods } from './checks/checkMethods.ts'
import { editMethods } from './edits/editMethods.ts'
import { exportMethods } from './exports/exportMethods.ts'
import { fileMethods } from './files/fileMethods.ts'
import { landscapeMethods } from './landscape/landscapeMethods.ts'
import { walkMethods } from './landscape/walkMethods.ts'
import { labelMethods } from './labels/labelMethods.ts'
import { mapMethods } from './maps/mapMethods.ts'
import type { Methods } from './methods.ts'
import { particleMethods } from './particles/particleMethods.ts'
import { projectMethods } from './projects/projectMethods.ts'
import { teachMethods } from './teach/teachMethods.ts'
import { runMethods } from './runs/runMethods.ts'
import { varianceMethods } from './variance/varianceMethods.ts'
import type { Workstation } from './workstation.ts'

/** What answers the calls of the contract, on one workstation. */
export const allMethods = (workstation: Workstation): Methods => ({
  ...appMethods(workstation), ...fileMethods(), ...projectMethods(workstation), ...checkMethods(workstation), ...landscapeMethods(workstation), ...walkMethods(workstation), ...particleMethods(workstation),
  ...runMethods(workstation), ...editMethods(workstation), ...labelMethods(workstation), ...teachMethods(workstation), ...mapMethods(workstation), ...exportMethods(workstation), ...varianceMethods(workstation),
})
