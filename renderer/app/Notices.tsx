import { X } from "lucide-react";
import { closeNotice, useNotices } from "../store/notices";

/** What the app has to say, at the foot of the window, until it is closed. */
export function Notices() {
  const { notices } = useNotices();
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} className={`notice ${notice.tone}`}>
          <div className="notice-text">
            {notice.text}
            {notice.detail !== undefined && (
              <details>
                <summary>Details</summary>
                <pre className="mono">{notice.detail}</pre>
              </details>
            )}
          </div>
          <button
            type="button"
            className="icon"
            aria-label="Close"
            onClick={() => closeNotice(notice.id)}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  );
}
