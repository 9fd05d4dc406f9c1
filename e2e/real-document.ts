/** A realistic document: wide code and tables, deep lists, pictures without alternative text, footnotes, sections. */
export const realDocument = `# Research: Rate tables

Read **everything** in [the plan](plan.md), \`code\`, ~~gone~~ and H<sub>2</sub>O.[^1]

\`\`\`ts
${"const rates = readRates(path); ".repeat(12)}
\`\`\`

|${" Zone and weight |".repeat(16)}
|${"---|".repeat(16)}
${Array.from({ length: 60 }, (_, row) => `|${` ${row} kg to zone |`.repeat(16)}`).join("\n")}

- One
  - Two
    - Three
      1. Four
         - [ ] Five
           - [x] Six

> A quotation
>
> > in a quotation

![](missing.png) ![A chart](missing.png)

<details>
<summary>More of it</summary>

\`\`\`
${"wide ".repeat(80)}
\`\`\`

</details>

\`\`\`mermaid
flowchart LR
  A[Read the file] --> B[Check each band] --> C[Quote a parcel] --> D[Say why there is no price]
\`\`\`

<table><tr><td>${"wide ".repeat(60)}</td></tr></table>

[^1]: A note, with \`code\` and ${"many words ".repeat(30)}.
`;
