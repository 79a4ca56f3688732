/** A unit is a type: a length in Å cannot be passed where pixels per Å are meant. */
declare const unit: unique symbol
type Unit<Name extends string> = number & { readonly [unit]?: Name }

export type Angstrom = Unit<'Å'>
export type AngstromPerPixel = Unit<'Å/px'>
export type Radian = Unit<'rad'>
export type Degree = Unit<'deg'>
export type KiloVolt = Unit<'kV'>
export type MilliMetre = Unit<'mm'>

export const degrees = (value: Radian): Degree => (value * 180) / Math.PI
export const radians = (value: Degree): Radian => (value * Math.PI) / 180
