import { useState } from "react";
import { go } from "../store/route";
import "./search.css";

/** Begins a search through all recordings of the project. */
export function SearchBox() {
  const [text, setText] = useState("");
  return (
    <search>
      <form
        className="search-box"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") go({ place: "search", text });
        }}
      >
        <input
          className="field"
          type="search"
          aria-label="Search recordings"
          placeholder="Search recordings"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
  );
}
