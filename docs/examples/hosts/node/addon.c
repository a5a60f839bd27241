/* addon.c - The guest as a class `Plugin` of JavaScript, by Node-API.

   new Plugin(log)      log: function (text)
   plugin.expand(text)  a string; throws a Trap or a RangeError

   A Plugin belongs to the thread of JavaScript that made it, as all objects of
   JavaScript do; each worker can have its own. */
#define NAPI_VERSION 8
#include <node_api.h>

#include "expand.h"
#include <stdlib.h>
#include <string.h>

struct plugin {
  w2o_instance *instance;
  napi_env env;
  napi_ref log;
};

/* Throws error[code]; the class Error with a property `code`. */
static napi_value fail(napi_env env, const char *code, const char *message) {
  napi_throw_error(env, code, message);
  return NULL;
}

static napi_value bad_range(napi_env env) {
  napi_throw_range_error(env, "ERR_GUEST_RANGE", "not in the guest's memory");
  return NULL;
}

static napi_value trap(napi_env env, w2o_instance *instance) {
  /* An exception of `log` is on its way to JavaScript: that one goes on. */
  bool pending;
  if (napi_is_exception_pending(env, &pending) == napi_ok && pending)
    return NULL;
  w2o_error error;
  char message[sizeof error.message + 8] = "trap: ";
  w2o_last_error(instance, &error);
  strcat(message, error.message);
  return fail(env, "ERR_GUEST_TRAP", message);
}

/* The host's address of a range of the guest's memory, or NULL. */
static char *at(w2o_instance *instance, int32_t address, size_t size) {
  return w2o_memory_at(expand_memory(instance), (uint32_t)address, size);
}

static bool say(struct plugin *plugin, const char *text, size_t size) {
  napi_env env = plugin->env;
  napi_value log, undefined, argument;
  return napi_get_reference_value(env, plugin->log, &log) == napi_ok &&
         napi_get_undefined(env, &undefined) == napi_ok &&
         napi_create_string_utf8(env, text, size, &argument) == napi_ok &&
         napi_call_function(env, undefined, log, 1, &argument, NULL) ==
             napi_ok;
}

/* The import "host" "log", which the linker binds. */
void host__log(w2o_instance *caller, int32_t address, int32_t size) {
  struct plugin *plugin = w2o_instance_data(caller);
  const char *text = at(caller, address, (uint32_t)size);
  if (!text)
    w2o_trap(caller, "log: not in the guest's memory");
  /* Back in C: a trap jumps over nothing of JavaScript. */
  if (!say(plugin, text, (uint32_t)size))
    w2o_trap(caller, "log: an exception of the host");
}

static napi_value expand(napi_env env, napi_callback_info info) {
  napi_value self, argument;
  size_t count = 1, size;
  struct plugin *plugin;
  if (napi_get_cb_info(env, info, &count, &argument, &self, NULL) != napi_ok ||
      napi_unwrap(env, self, (void **)&plugin) != napi_ok ||
      napi_get_value_string_utf8(env, argument, NULL, 0, &size) != napi_ok) {
    napi_throw_type_error(env, NULL, "expand: expected a string");
    return NULL;
  }
  w2o_instance *instance = plugin->instance;
  int32_t source, target, length;
  if (size > INT32_MAX - 1)
    return bad_range(env);
  /* Node-API writes a zero behind the string. */
  if (expand_input(instance, (int32_t)size + 1, &source))
    return trap(env, instance);
  char *place = source ? at(instance, source, size + 1) : NULL;
  if (!place)
    return bad_range(env);
  napi_get_value_string_utf8(env, argument, place, size + 1, NULL);
  if (expand_expand(instance, (int32_t)size, &length) ||
      expand_output(instance, &target))
    return trap(env, instance);
  const char *text = at(instance, target, (uint32_t)length);
  napi_value result;
  if (!text)
    return bad_range(env);
  if (napi_create_string_utf8(env, text, (uint32_t)length, &result) != napi_ok)
    return fail(env, NULL, "expand: no memory for the result");
  return result;
}

static void delete_plugin(napi_env env, void *data, void *hint) {
  struct plugin *plugin = data;
  (void)hint;
  w2o_instance_delete(plugin->instance);
  if (plugin->log)
    napi_delete_reference(env, plugin->log);
  free(plugin);
}

static napi_value construct(napi_env env, napi_callback_info info) {
  napi_value self, log;
  size_t count = 1;
  napi_valuetype type;
  if (napi_get_cb_info(env, info, &count, &log, &self, NULL) != napi_ok ||
      napi_typeof(env, log, &type) != napi_ok || type != napi_function) {
    napi_throw_type_error(env, NULL, "Plugin: expected a function");
    return NULL;
  }
  w2o_error error = {.message = "no memory"};
  struct plugin *plugin = calloc(1, sizeof *plugin);
  w2o_instance *instance = plugin ? expand_instantiate(NULL, &error) : NULL;
  if (!instance) {
    free(plugin);
    return fail(env, NULL, error.message);
  }
  plugin->instance = instance;
  plugin->env = env;
  w2o_instance_set_data(instance, plugin);
  if (napi_create_reference(env, log, 1, &plugin->log) != napi_ok ||
      napi_wrap(env, self, plugin, delete_plugin, NULL, NULL) != napi_ok) {
    delete_plugin(env, plugin, NULL);
    return fail(env, NULL, "Plugin: no memory");
  }
  return self;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor methods[] = {{"expand", NULL, expand, NULL, NULL,
                                         NULL, napi_default_method, NULL}};
  napi_value constructor;
  if (napi_define_class(env, "Plugin", NAPI_AUTO_LENGTH, construct, NULL, 1,
                        methods, &constructor) != napi_ok ||
      napi_set_named_property(env, exports, "Plugin", constructor) != napi_ok)
    return NULL;
  return exports;
}
