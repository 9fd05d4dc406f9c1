import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { closeNotice, type Notice, useNotices } from "../store/notices";
import { Hangs } from "./Hangs";

/** Milliseconds for which a plain message is shown. A message about a failure stays until it is closed. */
const saidFor = 12_000;

/** The app's messages, at the foot of the window. */
export function Notices() {
  const { notices } = useNotices();
  return (
    <div className="notices" role="status" aria-live="polite">
      <Hangs />
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice: { id, tone, text, detail } }: { notice: Notice }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (tone === "stop") return;
    const timer = setInterval(() => {
      // A message stays while the pointer or the focus is on it.
      if (!line.current?.matches(":hover, :focus-within")) closeNotice(id);
    }, saidFor);
    return () => clearInterval(timer);
  }, [id, tone]);
  return (
    <div ref={line} className={`notice ${tone}`}>
      <div className="notice-text">
        {text}
        {detail !== undefined && (
          <details>
            <summary>Details</summary>
            <pre className="mono">{detail}</pre>
          </details>
        )}
      </div>
      <button type="button" className="icon" aria-label="Close" onClick={() => closeNotice(id)}>
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
