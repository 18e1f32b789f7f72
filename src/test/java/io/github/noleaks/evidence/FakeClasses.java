package io.github.noleaks.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** Classes with the names of others, in a class loader of their own: they hide nothing. */
final class FakeClasses {

  private FakeClasses() {}

  /**
   * Compiles them.
   *
   * @param folder where to
   * @param sources by the names of the classes, without the package
   */
  static URLClassLoader compile(Path folder, Map<String, String> sources) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString(), "-proc:none"));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      int dot = source.getKey().lastIndexOf('.');
      String name = source.getKey().substring(0, dot);
      Path file = Files.createDirectories(folder.resolve(name));
      file = file.resolve(source.getKey().substring(dot + 1) + ".java");
      String text = source.getValue().replaceFirst("^class", "public class");
      arguments.add(Files.writeString(file, "package " + name + "; " + text).toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(new String[0])))
        .isZero();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, null);
  }
}
