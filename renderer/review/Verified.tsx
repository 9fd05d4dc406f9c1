import type { Verification } from "@shared/contracts/runs";
import type { RunSummary } from "@shared/runs/summary";
import type { Asked } from "../store/asked";
import { span } from "../ui/time";

/** The first and last digits of a digest. */
export const shortDigest = (digest: string): string =>
  digest.length <= 12 ? digest : `${digest.slice(0, 6)}…${digest.slice(-4)}`;

/** The recording's duration, and whether the recording is unchanged. */
export function Verified({
  run,
  verification,
}: {
  run: RunSummary;
  verification: Asked<Verification>;
}) {
  if (!("recording" in run.state)) return null;
  const { digest, duration } = run.state.recording;
  const long = span(duration);
  if (verification.status === "asking") return <>{long} · verifying</>;
  const failed =
    verification.status === "failed"
      ? verification.message
      : verification.value.checks.find(({ ok }) => !ok)?.text;
  if (verification.status === "known" && verification.value.ok)
    return (
      <span title={`SHA-256 ${digest}`}>
        {long} · verified, digest <span className="mono">{digest.slice(0, 7)}</span>
      </span>
    );
  return (
    <span title={failed}>
      {long} · <span className="not-verified">not verified: {failed ?? "no check was made"}</span>
    </span>
  );
}
