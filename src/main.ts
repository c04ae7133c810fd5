/** Where the process begins: the compile cache, then the command line. */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// Stripping types and compiling costs most of the start; the second start finds it done
enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/xuncha", import.meta.url)));
// `xuncha stats | head`: whoever reads may stop reading
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 3));
const { main } = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
