package example;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Expands a few texts; a plugin that failed is replaced. */
public final class Main {
  public static void main(String[] args) {
    SymbolLookup library =
        SymbolLookup.libraryLookup(Path.of(args[0]), Arena.global());
    Native runtime = new Native(library);
    Plugin plugin = new Plugin(runtime);
    for (String text : new String[] {"3a2b", "5000000z", "?", "!", "2o1k"}) {
      try {
        byte[] bytes = plugin.expand(text.getBytes(StandardCharsets.UTF_8));
        System.out.println(text + " -> " +
                           new String(bytes, StandardCharsets.UTF_8));
      } catch (Plugin.Failure failure) {
        System.out.println(text + " -> " + failure.getMessage());
        plugin.close();
        plugin = new Plugin(runtime);
      }
    }
    plugin.close();
  }
}
