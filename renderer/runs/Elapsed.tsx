import { useEffect, useState } from "react";
import { span } from "../ui/time";

/** How long ago a moment was; counts on by itself. */
export function Elapsed({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  return <span className="elapsed">{span((now - Date.parse(since)) / 1000)}</span>;
}
