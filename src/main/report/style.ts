/** The page's look: light and dark after the reader's system, ink on white on paper. No fonts, images or rules from elsewhere. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fbfbf9;--card:#fff;--ink:#1b1f24;--soft:#59616b;--line:#dcdfe3;--grid:#e9ebee;--accent:#00507d;--warn:#7a4300;--warn-bg:#fff4e2;--bar:#7c93a6;--heat:0,80,125}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2026;--ink:#e8eaed;--soft:#a4acb6;--line:#363c45;--grid:#2a2f37;--accent:#7cc4f0;--warn:#ffc978;--warn-bg:#33270f;--bar:#6d8499;--heat:124,196,240}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:1080px;margin:0 auto;padding:0 28px}
header{padding-top:44px}
h1{font-size:1.95rem;line-height:1.2;margin:0 0 .3em;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.3rem;margin:2.6em 0 .7em;padding-bottom:.3em;border-bottom:1px solid var(--line)}
h3{font-size:1.02rem;margin:0 0 .6em}
p{margin:.5em 0 1em;max-width:76ch}
.lead{color:var(--soft);margin:0 0 1.6em;overflow-wrap:anywhere}
.soft{color:var(--soft)}
small,.note{font-size:.86rem;color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(184px,1fr));gap:12px;margin:0 0 8px}
.tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:13px 16px}
.tile b{display:block;font-size:1.32rem;white-space:nowrap;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums}
.tile span{display:block;color:var(--soft);font-size:.86rem;line-height:1.35;margin-top:3px}
.callout{background:var(--warn-bg);border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:6px;padding:12px 18px;margin:18px 0}
.callout h3{color:var(--warn);margin-bottom:.3em}
.callout ul{margin:0;padding-left:1.2em}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:18px 20px;margin:0 0 16px}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:16px}
.pair .card{margin:0;min-width:0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.94rem}
th,td{padding:7px 10px;text-align:right;border-bottom:1px solid var(--line);vertical-align:middle}
th{font-weight:600;color:var(--soft);font-size:.86rem;vertical-align:bottom}
th:first-child,td:first-child,.left{text-align:left}
tbody th{white-space:nowrap}
.facts th,.facts td{vertical-align:top}
tbody tr:last-child td,tbody tr:last-child th{border-bottom:0}
tbody th{color:var(--ink);font-size:inherit}
tr.chosen td{font-weight:650}
.scroll{overflow-x:auto}
.key{vertical-align:-2px;margin-right:9px}
.legend{display:flex;flex-wrap:wrap;gap:6px 22px;margin:4px 0 0;padding:0;list-style:none;font-size:.92rem}
.chart{display:block;width:100%;height:auto;font-size:12.5px}
.chart text{fill:var(--soft)}
.chart .label{fill:var(--ink)}
.grid path{stroke:var(--grid);fill:none}
.axis,.ticks path{stroke:var(--soft);fill:none}
.rule path{stroke:var(--soft);stroke-dasharray:2 4;fill:none}
.symbol{stroke:var(--card);stroke-width:1}
.share{display:flex;height:34px;border-radius:6px;overflow:hidden;border:1px solid var(--line);margin:2px 0 12px}
.share div{min-width:2px;border-right:2px solid var(--card)}
.share div:last-child{border-right:0}
.bar{fill:var(--bar)}
.ink{fill:none;stroke:var(--ink)}
.maps{display:grid;grid-template-columns:repeat(3,1fr);gap:6px}
.maps figure{margin:0;position:relative;background:#000;border-radius:4px;overflow:hidden}
.maps img{display:block;width:100%;height:auto;image-rendering:auto}
.maps figcaption{position:absolute;left:6px;top:3px;font-size:.74rem;color:#fff;text-shadow:0 0 3px #000,0 0 2px #000}
.maps figure.diff{background:#fff;border:1px solid var(--line)}
.maps .diff figcaption{color:#000;text-shadow:0 0 3px #fff,0 0 2px #fff}
.scalebar{position:absolute;right:6px;bottom:5px;border-top:3px solid #fff;color:#fff;font-size:.7rem;line-height:1.25;text-align:center;white-space:nowrap;text-shadow:0 0 3px #000,0 0 2px #000}
.maps .diff .scalebar{border-color:#000;color:#000;text-shadow:none}
.maps.one{grid-template-columns:1fr}
.graph{display:block;width:100%;height:auto}
.graph rect,.edge-key rect{fill:#000}
.graph image{opacity:.85}
.edges{stroke:#f5b041;stroke-width:1.4;fill:none}
.nodes{fill:#56b4e9;fill-opacity:.09;stroke:#56b4e9;stroke-opacity:.8;stroke-width:1.1}
.edge-key{margin:12px 0 2px}
.edge-key svg{vertical-align:-2px;margin:0 5px}
.wide{display:grid;grid-template-columns:3fr 2fr;gap:16px;margin-bottom:16px}
.wide .card{margin:0;min-width:0}
.sub{margin:2em 0 .4em}
.interval{display:block}
.compared td{white-space:nowrap}
.reference{stroke:var(--soft);stroke-dasharray:2 3;fill:none}
.heat{background:rgba(var(--heat),calc(var(--v)*.42))}
.match{outline:2px solid var(--accent);outline-offset:-3px;font-weight:650}
pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:12px 14px;white-space:pre-wrap;overflow-wrap:anywhere;font:.86rem/1.5 ui-monospace,"DejaVu Sans Mono",Consolas,monospace}
code{font:.92em ui-monospace,"DejaVu Sans Mono",Consolas,monospace}
ol.refs{padding-left:1.4em;font-size:.9rem}
ol.refs li{margin:.25em 0}
footer{margin-top:3em;padding-bottom:44px;color:var(--soft);font-size:.86rem}
@media (max-width:620px){main,header,footer{padding-left:16px;padding-right:16px}.pair{grid-template-columns:1fr}}
@media (max-width:820px){.wide{grid-template-columns:1fr}}
@media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--grid:#ddd;--accent:#00507d;--warn:#7a4300;--warn-bg:#fff}
body{font-size:11pt}main,header,footer{max-width:none;padding-left:0;padding-right:0}.card,.tile,figure,tr{break-inside:avoid}h2{break-after:avoid}*{print-color-adjust:exact}}
`
