import { useState } from 'react'
import type { ReactNode } from 'react'

/** Where the system's clipboard cannot be reached, the text is selected to be copied by hand. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

export function CopyButton({ text, label }: { text: string; label: string }): ReactNode {
  const [told, setTold] = useState('')
  const click = (): void => void copy(text).then(done => {
    setTold(done ? 'Copied' : 'Could not copy: select the text and copy it')
    setTimeout(() => setTold(''), 2500)
  })
  return (
    <span className="row">
      <button type="button" onClick={click}>{label}</button>
      <span role="status" className="small muted">{told}</span>
    </span>
  )
}
