import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { keyWords } from "./keys";

/** All keys of a replay. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys of the replay" onCancel={onClose} width={460}>
      <table className="replay-keys">
        <tbody>
          {keyWords.map(([keys, does]) => (
            <tr key={does}>
              <th scope="row">
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
