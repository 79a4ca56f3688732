import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CallFailed } from './api/callHost.ts'
import { App } from './shell/App.tsx'
import './ui/theme.css'
import './ui/ui.css'
import './shell/shell.css'
import './viewer/viewer.css'
import './plots/plots.css'
import './gallery/gallery.css'
import './scatter/scatter.css'
import './steps/steps.css'
import './steps/check/check.css'
import './steps/classes/classes.css'
import './steps/landscape/landscape.css'
import './steps/motion/motion.css'
import './steps/teach/teach.css'
import './steps/maps/maps.css'
import './steps/report/report.css'

// The host is this computer: a call that it refuses is refused for good, one that does not get through is tried again.
// A lab's computer without a network is no reason to wait for one (networkMode).
const client = new QueryClient({ defaultOptions: { mutations: { networkMode: 'always' }, queries: { networkMode: 'always', retry: (count, error) => !(error instanceof CallFailed) && count < 3, staleTime: Infinity, refetchOnWindowFocus: false } } })

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
