import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/Button";

/** Asks for the address of a link. Enter sets the address, Escape closes the bar. */
export function LinkBar({
  address,
  onSet,
  onRemove,
  onCancel,
}: {
  /** The address of the link at the cursor, or "". */
  address: string;
  onSet: (address: string) => void;
  onRemove: () => void;
  onCancel: () => void;
}) {
  const [value, setValue] = useState(address);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  return (
    <form
      className="document-bar plain"
      aria-label="Link"
      onSubmit={(event) => {
        event.preventDefault();
        onSet(value.trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <label>
        Link to
        <input
          ref={input}
          className="field"
          value={value}
          placeholder="https://… or plan.md"
          spellCheck={false}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      </label>
      <Button type="submit" disabled={value.trim() === ""}>
        Set link
      </Button>
      {address !== "" && <Button onClick={onRemove}>Remove link</Button>}
      <Button kind="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}
