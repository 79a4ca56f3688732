import { create } from 'zustand'

type Help = { readonly isOpen: boolean; setOpen(isOpen: boolean): void }

/** Whether the help is open: by its button, F1, or the menu. */
export const useHelp = create<Help>()(set => ({ isOpen: false, setOpen: isOpen => set({ isOpen }) }))
