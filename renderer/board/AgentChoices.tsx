import type { AdapterId, AgentMode } from "@shared/agents/adapter";
import type { FoundAgent } from "@shared/contracts/agents";
import type { AvailableAgent } from "@shared/contracts/runs";
import type { AgentChoice } from "@shared/runs/summary";
import { Fragment, type ReactNode, useEffect, useState } from "react";
import { z } from "zod";
import { useAgents } from "../store/agents";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { usePreference } from "../store/preferences";
import { go } from "../store/route";
import { Segmented } from "../ui/Segmented";
import { FieldText } from "../ui/ShownText";

const textSchema = z.string();
const modeSchema = z.enum(["interactive", "one-shot"]);

/** The chosen agent; or, in one sentence, what is missing before a task can be started. */
export type Chosen =
  | { readonly agent: AgentChoice; readonly missing?: undefined }
  | { readonly agent?: undefined; readonly missing: string | undefined };

/** The choice of the agent for a task. It is remembered for the next task. */
export function useAgentChoice(feature: string, task: string) {
  const [picked, setPicked, pickedKnown] = usePreference("agent", textSchema, "built-in");
  const [command, setCommand, commandKnown] = usePreference("agent-command", textSchema, "");
  const [mode, setMode, modeKnown] = usePreference<typeof modeSchema>(
    "agent-mode",
    modeSchema,
    "interactive",
  );
  const [model, setModel] = useState("");
  const [builtIn, setBuiltIn] = useState<AvailableAgent>();
  const { agents } = useAgents();
  useEffect(() => {
    call("runs.agents", { feature, task }).then(
      (available) => setBuiltIn(available.find(({ choice }) => choice.kind === "built-in")),
      sayProblem,
    );
  }, [feature, task]);
  const found = agents?.found ?? [];
  const adapted = found.find(({ id }) => picked === nameOf(id));
  const known = pickedKnown && commandKnown && modeKnown;
  return {
    known,
    picked,
    setPicked,
    command,
    setCommand,
    mode: adapted && !adapted.modes.includes(mode) ? (adapted.modes[0] ?? mode) : mode,
    setMode,
    model,
    setModel,
    builtIn,
    found,
    adapted,
    chosen: !known
      ? unknown
      : chosenOf({
          picked,
          command,
          mode,
          model,
          builtIn,
          adapted,
          looked: agents !== undefined,
        }),
  };
}

const unknown: Chosen = { missing: undefined };

const nameOf = (id: AdapterId): string => `adapter:${id}`;

function chosenOf({
  picked,
  command,
  mode,
  model,
  builtIn,
  adapted,
  looked,
}: {
  picked: string;
  command: string;
  mode: AgentMode;
  model: string;
  builtIn: AvailableAgent | undefined;
  adapted: FoundAgent | undefined;
  looked: boolean;
}): Chosen {
  if (picked === "command")
    return command.trim() === ""
      ? { missing: "Write the command that starts your agent." }
      : { agent: { kind: "command", command: command.trim() } };
  if (adapted !== undefined) {
    const own = adapted.modes.includes(mode) ? mode : adapted.modes[0];
    if (own === undefined) return { missing: `${adapted.name} cannot be started.` };
    return {
      agent: {
        kind: "adapter",
        adapter: adapted.id,
        name: adapted.name,
        mode: own,
        ...(model.trim() === "" ? {} : { model: model.trim() }),
      },
    };
  }
  if (picked.startsWith("adapter:"))
    return {
      missing: looked
        ? "The agent that you chose last is not on this machine any more. Choose another one."
        : undefined,
    };
  return builtIn === undefined || builtIn.unavailable !== undefined
    ? { missing: builtIn?.unavailable }
    : { agent: { kind: "built-in" } };
}

/** The agents of this machine, each with what is known about it. */
export function AgentChoices({
  choice,
  onLeave,
}: {
  choice: ReturnType<typeof useAgentChoice>;
  /** The person goes to another place. */
  onLeave: () => void;
}) {
  const { picked, setPicked, command, setCommand, builtIn, found, adapted } = choice;
  // A choice that changes under the person's hand would start another agent.
  if (!choice.known)
    return <fieldset className="start-agents" aria-label="Agent" aria-busy="true" />;
  return (
    <fieldset className="start-agents">
      <legend>Agent</legend>
      <Choice
        name="Built-in"
        checked={picked === "built-in"}
        onChoose={() => setPicked("built-in")}
      >
        {builtIn === undefined ? "" : builtIn.model}
      </Choice>
      {found.map((agent) => (
        <Fragment key={agent.id}>
          <Choice
            name={agent.name}
            checked={agent === adapted}
            onChoose={() => setPicked(nameOf(agent.id))}
          >
            {[agent.version, accountWord(agent)].filter(Boolean).join(" · ")}
          </Choice>
          {agent === adapted && <AdapterOptions agent={agent} choice={choice} />}
        </Fragment>
      ))}
      <Choice
        name="Any command"
        checked={picked === "command"}
        onChoose={() => setPicked("command")}
      >
        The prompt is in $SPECWRIGHT_PROMPT
      </Choice>
      {picked === "command" && (
        <>
          <input
            className="field mono"
            aria-label="Command"
            spellCheck={false}
            placeholder={'claude -p "$SPECWRIGHT_PROMPT"'}
            value={command}
            onChange={(event) => setCommand(event.target.value)}
          />
          <FieldText label="The command as it runs" text={command} />
        </>
      )}
      <button
        type="button"
        className="start-more"
        onClick={() => {
          onLeave();
          go({ place: "settings" });
        }}
      >
        Agents on this machine, and how to get others
      </button>
    </fieldset>
  );
}

const accountWord = ({ account }: FoundAgent): string | undefined =>
  account.state === "not-signed-in" ? "no login found" : undefined;

const modes = [
  { value: "interactive", title: "You can type" },
  { value: "one-shot", title: "Works alone" },
] as const;

function AdapterOptions({
  agent,
  choice: { mode, setMode, model, setModel },
}: {
  agent: FoundAgent;
  choice: ReturnType<typeof useAgentChoice>;
}) {
  return (
    <div className="start-adapter">
      {agent.modes.length > 1 && (
        <Segmented label="How it works" options={modes} value={mode} onChange={setMode} />
      )}
      {agent.takesModel && (
        <input
          className="field"
          aria-label="Model"
          placeholder="Model: its own choice"
          spellCheck={false}
          value={model}
          onChange={(event) => setModel(event.target.value)}
        />
      )}
      {agent.account.state === "not-signed-in" && (
        <p className="start-hint">No login was found. {agent.account.why}</p>
      )}
      {agent.firstRun !== undefined && mode === "interactive" && (
        <p className="soft">{agent.firstRun}</p>
      )}
    </div>
  );
}

function Choice({
  name,
  checked,
  onChoose,
  children,
}: {
  name: string;
  checked: boolean;
  onChoose: () => void;
  children: ReactNode;
}) {
  return (
    <label className="start-choice">
      <input type="radio" name="agent" checked={checked} onChange={onChoose} />
      <span>{name}</span>
      <span className="faint cut">{children}</span>
    </label>
  );
}
