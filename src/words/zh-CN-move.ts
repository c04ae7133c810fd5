/** What is said in Chinese when an office moves to another database. */
export const zhMove = {
  "error.DB_OLDER": "数据库由旧版本写成：{detail}。请先用本版本对其执行一次 xuncha doctor，再行迁移",
  "error.MOVE_FILLED": "目标数据库不是空库，以下各表已有数据：{tables}。请另建空库后再执行",
  "error.MOVE_OTHER": "目标数据库中已有另一来源（或来源有变动前）的迁移。请另建空库后再执行",
  "error.MOVE_BUSY": "另一进程正在向该目标数据库迁移，请待其结束",
  "error.MOVE_CHANGED": "迁移期间来源数据库有改动。请停止一切写入，另建空库后重新迁移",
  "error.MOVE_DIFFERS":
    "核对不一致：表 {table}，来源 {from} 行，目标 {into} 行。请另建空库后重新迁移；来源未作任何改动",
  "error.MOVE_BROKEN": "迁移中断：{detail}。已写入的部分有效，再次执行即从中断处继续",
  "error.MOVE_UNFINISHED": "该数据库的迁移尚未完成，不得启用。请再次执行迁移（migrate-to 或 restore），将从中断处继续",
  "office-move.from": "migrate-to 的来源须为 SQLite（DATABASE_URL=file:…）",
  "office-move.to": "migrate-to 的目标须为 postgres://… 地址",
  "office-move.target-silent": "连不上目标数据库，请检查命令中的地址",
  "office-move.done": "迁移完成：{tables} 张表、{rows} 行、证据 {evidence} 件，逐表核对行数和内容哈希均一致",
  "office-move.before": "此前已迁移完成：{tables} 张表、{rows} 行、证据 {evidence} 件；本次未作任何改动",
  "office-move.next": "请将 DATABASE_URL 改为目标地址后启动；原数据库未作任何改动，请勿再用其启动",
  "office-move.no-force": "--force 只用于 SQLite；恢复到 Postgres 须为空库",
};
