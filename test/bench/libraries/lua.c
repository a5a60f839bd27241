/*===- lua.c - Lua 5.4 executes a script ----------------------------------===*\
 * Crate lua-src. An interpreter's loop, tables, strings, a collector. Errors,
 * which would need setjmp(), end the program: the script makes none.
\*===----------------------------------------------------------------------===*/
#include "../kernel.h"
#include "lua.h"
#include "lauxlib.h"
#include "lualib.h"

static const char script[] =
    "local rounds = ...\n"
    "local Account = {}\n"
    "Account.__index = Account\n"
    "function Account.new(b) return setmetatable({b = b}, Account) end\n"
    "function Account:add(v) self.b = (self.b + v) % 1000003 end\n"
    "local function fib(n)\n"
    "  if n < 2 then return n end\n"
    "  return fib(n - 1) + fib(n - 2)\n"
    "end\n"
    "local sum = 0\n"
    "for round = 1, rounds do\n"
    "  sum = sum + fib(24)\n"
    "  local a = Account.new(round)\n"
    "  for i = 1, 200000 do a:add(i) end\n"
    "  local words = {}\n"
    "  for i = 1, 20000 do\n"
    "    words[#words + 1] = string.format('w%05d', i * 7919 % 100003)\n"
    "  end\n"
    "  table.sort(words)\n"
    "  local text, count = table.concat(words, ' '), 0\n"
    "  for w in text:gmatch('w%d*7%d*') do count = count + #w end\n"
    "  local sieve = {}\n"
    "  for i = 2, 60000 do\n"
    "    if not sieve[i] then\n"
    "      count = count + 1\n"
    "      for j = i * i, 60000, i do sieve[j] = true end\n"
    "    end\n"
    "  end\n"
    "  sum = (sum + a.b + count) % 1000000007\n"
    "end\n"
    "print('lua', sum)\n";

int main(int argc, char **argv) {
  lua_State *state = luaL_newstate();
  /* Those that need no operating system. */
  luaL_requiref(state, LUA_GNAME, luaopen_base, 1);
  luaL_requiref(state, LUA_TABLIBNAME, luaopen_table, 1);
  luaL_requiref(state, LUA_STRLIBNAME, luaopen_string, 1);
  lua_settop(state, 0);
  if (luaL_loadbuffer(state, script, sizeof script - 1, "script"))
    abort();
  lua_pushinteger(state, rounds(argc, argv, 10));
  lua_call(state, 1, 0);
  lua_close(state);
  return 0;
}
