import { useEffect, useState } from 'react'

/** A value that is followed as fast as pictures of it can be made: it changes only while the view is not busy with the one before. */
export function useFollowed(wanted: number, isBusy: boolean): number {
  const [followed, setFollowed] = useState(wanted)
  useEffect(() => {
    if (!isBusy) setFollowed(wanted)
  }, [wanted, isBusy])
  return followed
}
