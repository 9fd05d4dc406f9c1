import { useState } from "react";
import { ShownText } from "./ShownText";
import "./long-text.css";

/** The number of characters that always fit on the lines shown at first. */
const fits = 90;

/** Text of any length: three lines of it, and all of it on request. */
export function LongText({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  const shown = <ShownText text={text} />;
  if (text.length <= fits) return <p>{shown}</p>;
  return (
    <div className="long-text">
      <p className={all ? undefined : "first"}>{shown}</p>
      <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? "Show less" : "Show all"}
      </button>
    </div>
  );
}
