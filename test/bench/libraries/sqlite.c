/*===- sqlite.c - SQLite on a database in memory --------------------------===*\
 * Crate libsqlite3-sys. A bytecode interpreter, B-trees, a parser: code of
 * which little is hot for long. Without an operating system, so that only code
 * of SQLite is compared: the file system here refuses every file.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include "sqlite3.h"
#include <string.h>

static int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                    int flags, int *outFlags) {
  (void)vfs, (void)name, (void)flags, (void)outFlags;
  file->pMethods = NULL;
  return SQLITE_CANTOPEN;
}
static int deleteFile(sqlite3_vfs *vfs, const char *name, int sync) {
  (void)vfs, (void)name, (void)sync;
  return SQLITE_IOERR;
}
static int accessFile(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
  (void)vfs, (void)name, (void)flags;
  *out = 0;
  return SQLITE_OK;
}
static int fullName(sqlite3_vfs *vfs, const char *name, int size, char *out) {
  (void)vfs;
  return snprintf(out, (size_t)size, "%s", name) < size ? SQLITE_OK
                                                        : SQLITE_CANTOPEN;
}
static int randomness(sqlite3_vfs *vfs, int size, char *out) {
  (void)vfs;
  memset(out, 42, (size_t)size);
  return size;
}
static int sleepFor(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return microseconds;
}
static int currentTime(sqlite3_vfs *vfs, sqlite3_int64 *out) {
  (void)vfs;
  *out = 212000000000000;
  return SQLITE_OK;
}

int sqlite3_os_init(void) {
  static sqlite3_vfs vfs = {.iVersion = 2,
                            .szOsFile = sizeof(sqlite3_file),
                            .mxPathname = 100,
                            .zName = "none",
                            .xOpen = openFile,
                            .xDelete = deleteFile,
                            .xAccess = accessFile,
                            .xFullPathname = fullName,
                            .xRandomness = randomness,
                            .xSleep = sleepFor,
                            .xCurrentTimeInt64 = currentTime};
  return sqlite3_vfs_register(&vfs, 1);
}
int sqlite3_os_end(void) { return SQLITE_OK; }

static const char script[] =
    "create table t(a integer primary key, b text, c real);"
    "with recursive n(i) as (select 1 union all select i + 1 from n"
    " where i < 40000)"
    " insert into t select i, 'row ' || (i * 7919 % 100003), i * 0.5 from n;"
    "create index tb on t(b);"
    "create table u as select a % 97 as k, count(*) as n, sum(c) as s from t"
    " group by 1;"
    "update t set c = c + 1 where b like 'row 9%';"
    "select count(*), sum(c) from t where b like '%77%';"
    "select sum(length(x.b) * u.n) from t x join u on u.k = x.a % 97"
    " where x.c > 100;"
    "select max(b), min(b) from (select b from t order by c desc, b"
    " limit 10000);"
    "delete from t where a % 3 = 0;"
    "select count(*) from t where b in (select b from t where a % 5 = 1);"
    "drop table t; drop table u;";

static int printRow(void *data, int count, char **values, char **names) {
  (void)names;
  if (*(int *)data == 1)
    for (int i = 0; i < count; ++i)
      printf("%s%c", values[i] ? values[i] : "null",
             i + 1 < count ? ' ' : '\n');
  return 0;
}

int main(int argc, char **argv) {
  sqlite3 *database;
  if (sqlite3_open(":memory:", &database))
    abort();
  for (int n = rounds(argc, argv, 6); n; --n)
    if (sqlite3_exec(database, script, printRow, &n, NULL)) {
      printf("%s\n", sqlite3_errmsg(database));
      return 1;
    }
  sqlite3_close(database);
  return 0;
}
