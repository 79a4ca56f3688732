/** What people call the colours of the palette (Okabe & Ito; ui/theme.css has them), by index. The shape of a class's mark goes with its number. */
export const PALETTE = ['blue', 'vermilion', 'green', 'purple', 'orange', 'sky blue', 'yellow', 'black or white'] as const

export const colourName = (colour: number): string => PALETTE[((colour % PALETTE.length) + PALETTE.length) % PALETTE.length]
