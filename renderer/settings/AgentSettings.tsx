import type { FoundAgent, MissingAgent } from "@shared/contracts/agents";
import { Check, CircleDashed, CircleHelp, Copy } from "lucide-react";
import { lookForAgents, useAgents } from "../store/agents";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { LongText } from "../ui/LongText";
import { TestButton, TestWords } from "./AgentTestCell";
import { useAgentTest } from "./use-agent-test";
import "./settings.css";

/** The agents of this machine: where they are, whether somebody is signed in, and how to get the missing ones. */
export function AgentSettings() {
  const { agents, at, looking } = useAgents();
  return (
    <section className="settings" aria-label="Agents">
      <header className="settings-head">
        <div>
          <h1>Agents</h1>
          <p className="soft">
            Programs on this machine that can do tasks. They sign in by themselves; Specwright
            starts them and never reads their keys.
          </p>
        </div>
        <div className="settings-look">
          {at !== undefined && (
            <span className="faint">
              Looked at {at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}
            </span>
          )}
          <Button disabled={looking} onClick={lookForAgents}>
            Look again
          </Button>
        </div>
      </header>
      {agents === undefined ? (
        <p className="soft late" role="status">
          Looking for agents
        </p>
      ) : (
        <>
          <Found agents={agents.found} />
          {agents.missing.length > 0 && <Missing agents={agents.missing} />}
          <Own folder={agents.own.folder} wrong={agents.own.wrong} />
        </>
      )}
    </section>
  );
}

function Found({ agents }: { agents: readonly FoundAgent[] }) {
  return (
    <>
      <h2>
        Found <span className="faint">{agents.length}</span>
      </h2>
      {agents.length === 0 ? (
        <p className="soft">
          None of the programs below is on the PATH of your shell. The built-in agent is always
          there.
        </p>
      ) : (
        <table className="agent-table">
          <thead>
            <tr>
              <th scope="col">Agent, version, where</th>
              <th scope="col">Account</th>
              <th scope="col">Last test</th>
              <th scope="col">
                <span className="visually-hidden">Test</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {agents.map((agent) => (
              <FoundRow key={agent.id} agent={agent} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function FoundRow({ agent }: { agent: FoundAgent }) {
  const { testing, test, cancel } = useAgentTest(agent.id);
  const said = saidBy(testing);
  return (
    <>
      <tr className={said === undefined ? "" : "agent-with-more"}>
        <th scope="row">
          <span className="agent-name">{agent.name}</span>
          {agent.version !== undefined && <span className="mono soft"> {agent.version}</span>}
          <span className="agent-file mono soft" title={agent.file}>
            <bdi>{agent.file}</bdi>
          </span>
        </th>
        <td>
          <AccountWords agent={agent} />
        </td>
        <td>
          <TestWords testing={testing} />
        </td>
        <td className="agent-act">
          <TestButton agent={agent} testing={testing} onTest={test} onCancel={cancel} />
        </td>
      </tr>
      {said !== undefined && (
        <tr className="agent-more">
          <td colSpan={4}>
            {said.why !== undefined && <p className="agent-bad">{said.why}</p>}
            {said.output !== "" && <pre className="agent-output">{said.output}</pre>}
          </td>
        </tr>
      )}
    </>
  );
}

function saidBy(testing: ReturnType<typeof useAgentTest>["testing"]) {
  if (testing.state === "failed") return { why: testing.why, output: "" };
  if (testing.state !== "ended") return undefined;
  const { result } = testing;
  return result.ok
    ? { why: undefined, output: result.answer }
    : { why: result.why, output: result.output };
}

const accounts = {
  "signed-in": { word: "signed in", className: "agent-good", Mark: Check },
  "not-signed-in": { word: "no login found", className: "agent-waits", Mark: CircleDashed },
  unknown: { word: "unknown", className: "soft", Mark: CircleHelp },
} as const;

function AccountWords({ agent }: { agent: FoundAgent }) {
  const { word, className, Mark } = accounts[agent.account.state];
  return (
    <>
      <span className={`agent-account ${className}`}>
        <Mark size={13} aria-hidden />
        {word}
      </span>
      <span className="agent-why soft">{agent.account.why}</span>
      {agent.firstRun !== undefined && <span className="agent-why soft">{agent.firstRun}</span>}
    </>
  );
}

function Missing({ agents }: { agents: readonly MissingAgent[] }) {
  return (
    <>
      <h2>
        Not found{" "}
        <span className="faint">{agents.length}, these would be used if they were there</span>
      </h2>
      <table className="agent-table agent-missing">
        <tbody>
          {agents.map(({ id, name, install }) => (
            <tr key={id}>
              <th scope="row">
                <span className="agent-name">{name}</span>
              </th>
              <td className="soft">
                {install?.needs === undefined ? "" : `needs ${install.needs}`}
              </td>
              <td className="agent-install">
                {install !== undefined && (
                  <>
                    <code>{install.command}</code>
                    <button
                      type="button"
                      className="icon"
                      aria-label={`Copy the command that installs ${name}`}
                      onClick={() =>
                        navigator.clipboard.writeText(install.command).catch(sayProblem)
                      }
                    >
                      <Copy size={14} aria-hidden />
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Own({ folder, wrong }: { folder: string; wrong: readonly string[] }) {
  return (
    <>
      <h2>Others</h2>
      <p className="soft">
        Any command can do a task: choose “Any command” when you start it. It gets the prompt in{" "}
        <code>$SPECWRIGHT_PROMPT</code>. An agent that you use often can have an adapter of its own,
        a JSON file in this folder:
      </p>
      <div className="mono soft">
        <LongText text={folder} />
      </div>
      {wrong.map((sentence) => (
        <p key={sentence} className="agent-bad" role="alert">
          {sentence}
        </p>
      ))}
    </>
  );
}
