/** Pages have an origin of their own that no network can reach. */
export const SCHEME = 'app'
export const PAGE_HOST = 'cgr'
export const ORIGIN = `${SCHEME}://${PAGE_HOST}`
export const START_PAGE = `${ORIGIN}/`
/** Where the button of the page about a stopped core leads; it is never loaded, the window acts on it. */
export const START_AGAIN = `${ORIGIN}/start-again`

/** Whether an address is one of our pages; `app://cgr.evil/` and `app://cgr:1/` are not. */
export const isOurs = (url: string): boolean => url.startsWith(START_PAGE)
