/** Lets the page do what waits. */
export const nextTask = (): Promise<void> => new Promise(resolve => setTimeout(resolve))
