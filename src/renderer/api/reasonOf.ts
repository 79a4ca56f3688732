/** What the host says went wrong with an address: a Failure as JSON, or a line of text. */
export async function reasonOf(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { message, advice } = JSON.parse(text) as { readonly message?: string; readonly advice?: string }
    if (message) return advice ? `${message}; ${advice}` : message
  } catch {
    // Not JSON: the text itself is the reason.
  }
  return text.slice(0, 300) || `the host answered ${response.status}`
}
