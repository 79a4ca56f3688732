/** Long enough for the slowest disk dialogue to have taken the bytes over. */
const KEPT = 60_000

/** Hands a file to the browser's downloads (in Electron: to its save dialogue). */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT)
}
