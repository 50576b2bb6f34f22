// The look of the report: dark on white, for a phone, a screen and paper.
#pragma once

#include <string_view>

namespace qbnet {

inline constexpr std::string_view report_style = R"css(
:root { --ink: #1b1b1b; --soft: #55585c; --line: #d5d8dc; --good: #00603f; --part: #7a5200;
  --bad: #a32900; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.1rem 4rem; max-width: 68rem; color: var(--ink);
  background: #fff; font: 1.02rem/1.55 Charter, "Bitstream Charter", Cambria, "DejaVu Serif",
  Georgia, serif; -webkit-text-size-adjust: 100%; }
h1, h2, h3, th, .count, .tag, nav { font-family: "Helvetica Neue", Arial, "Liberation Sans",
  "DejaVu Sans", sans-serif; line-height: 1.25; }
h1 { font-size: 1.9rem; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; margin: 3rem 0 .6rem; padding-top: .7rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.06rem; margin: 1.8rem 0 .4rem; }
p, ul.verdicts { max-width: 46rem; }
a { color: inherit; text-decoration-color: #9aa0a6; text-underline-offset: .15em; }
sub, sup { font-size: .72em; line-height: 0; }
code { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .86em; }
.lead, .where, .note { color: var(--soft); }
.where { font-size: .88em; }
nav { font-size: .86rem; margin: 1rem 0 0; }
nav a { margin-right: 1.1em; }
.counts { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.4rem 0 .5rem; padding: 0;
  list-style: none; }
.counts li { flex: 1 1 11rem; padding: .7rem .9rem; border: 1px solid var(--line);
  border-left: 6px solid; }
.count { display: block; font-size: 1.9rem; font-weight: 700; }
.holds .count, .tag.holds { color: var(--good); }
.holds-for .count, .tag.holds-for { color: var(--part); }
.does-not-hold .count, .tag.does-not-hold { color: var(--bad); }
.counts .holds { border-left-color: var(--good); }
.counts .holds-for { border-left-color: var(--part); }
.counts .does-not-hold { border-left-color: var(--bad); }
.tag { font-size: .84rem; font-weight: 700; white-space: nowrap; }
ul.verdicts { padding-left: 1.2rem; }
ul.verdicts li { margin: .45rem 0; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr));
  gap: 1.6rem 2rem; }
.schematics { display: flex; flex-wrap: wrap; gap: 1.2rem 2rem; align-items: flex-end; }
figure { margin: 0; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: .4rem; font-size: .9rem; line-height: 1.45; color: #333; }
.missing { padding: 1.2rem; border: 1px dashed var(--soft); color: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: .9rem; line-height: 1.4; }
th { text-align: left; font-size: .8rem; padding: .4rem .7rem .4rem 0;
  border-bottom: 2px solid var(--ink); vertical-align: bottom; }
td { padding: .6rem .7rem .6rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: break-word; }
td .formula { display: block; margin: .25rem 0; }
td.number, th.number { text-align: right; white-space: nowrap; }
tr:target td { background: #fff6d6; }
.claims { table-layout: fixed; }
.claims col.claim { width: 29%; } .claims col.paper { width: 13%; }
.claims col.ours { width: 22%; } .claims col.gap { width: 17%; }
@media (max-width: 44rem) {
  body { padding: 1.2rem .9rem 3rem; font-size: 1rem; }
  h1 { font-size: 1.5rem; }
  .claims, .claims tbody, .claims tr, .claims td { display: block; width: 100%; }
  .claims thead, .claims colgroup { display: none; }
  .claims tr { padding: .7rem 0; border-bottom: 1px solid var(--ink); }
  .claims td { border: 0; padding: .15rem 0; }
  .claims td[data-label]::before { content: attr(data-label) ": "; font-weight: 700;
    font-family: Arial, "DejaVu Sans", sans-serif; font-size: .8rem; }
  .scroll { overflow-x: auto; }
}
@page { margin: 16mm 14mm; }
@media print {
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  h2 { margin-top: 2rem; }
  h2, h3, h3 + p { break-after: avoid; }
  figure, tr, .counts li, ul.verdicts li { break-inside: avoid; }
  thead { display: table-header-group; }
  .panels, .schematics { display: block; }
  .panels figure, .schematics figure { display: inline-block; width: 47%; margin: 0 2% 5mm 0;
    vertical-align: top; }
  .schematics figure { width: 100%; }
  table { font-size: .82rem; }
  a { text-decoration: none; }
}
)css";

}  // namespace qbnet
