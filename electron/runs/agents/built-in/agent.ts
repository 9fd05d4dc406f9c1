// The built-in agent as a program: `node out/agent.js --task FILE`.
import { hideStartingEnvironment } from "../../../settings/hide-environment";
import { opensDoors } from "../environment";
import { main } from "./program";

hideStartingEnvironment(opensDoors);

process.exit(await main(process.argv.slice(2)));
