// The built-in agent as a program: `node out/agent.js --task FILE`.
import { main } from "./program";

process.exit(await main(process.argv.slice(2)));
