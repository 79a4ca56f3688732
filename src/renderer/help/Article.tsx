import { useEffect, useMemo, useRef } from 'react'
import type { MouseEvent, ReactNode } from 'react'
import { headingId, htmlOf, linkedAddress } from './sections.ts'
import type { HelpPage } from './sections.ts'

/** One page, scrolled to the heading of `place`, which takes the focus where the user `asked` for it. */
export function Article({ page, place, onShow }: { page: HelpPage; place: { readonly address: string; readonly asked: boolean }; onShow: (address: string) => void }): ReactNode {
  const html = useMemo(() => ({ __html: htmlOf(page) }), [page])
  const element = useRef<HTMLElement>(null)
  // Not before the dialog is shown: what is hidden cannot be scrolled to.
  useEffect(() => {
    const heading = element.current!.querySelector<HTMLElement>(`[id="${CSS.escape(headingId(place.address))}"]`)
    heading?.scrollIntoView({ block: 'start' })
    if (place.asked) heading?.focus({ preventScroll: true })
  }, [place])
  const follow = (event: MouseEvent): void => {
    const link = (event.target as Element).closest('a')
    if (!link) return
    event.preventDefault()
    onShow(linkedAddress(page.name, link.getAttribute('href')!))
  }
  return <article ref={element} className="help-page" tabIndex={0} aria-label={page.title} onClick={follow} dangerouslySetInnerHTML={html} />
}
