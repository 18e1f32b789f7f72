package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnPathsTest {
  private final OwnPaths own = new OwnPaths();

  @Test
  void whatTheJvmOpens() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    long pid = ProcessHandle.current().pid();

    assertThat(own)
        .accepts(
            home.resolve("lib/modules").toString(),
            home.resolve("lib/server/classes.jsa").toString(),
            "/dev/urandom",
            "/sys/fs/cgroup/memory.max",
            "/tmp/.java_pid" + pid,
            "/tmp/hsperfdata_me/" + pid,
            "/tmp/2026_11_22_05_44_36_" + pid + "/2026_11_22_05_44_40.jfr",
            "/usr/share/zoneinfo/Europe/Berlin");
  }

  @Test
  void whatATestOpens() {
    assertThat(own)
        .rejects(
            "", "/tmp/orders.csv", "/tmp/.java_pid1", "/tmp/recording.jfr", "/srv/lib/plugin.jar");
  }

  @Test
  void theJarsOfTheClassPathAndNotWhatIsInItsFolders() throws IOException {
    Path jar = Path.of(codeSource(Test.class)).toRealPath();
    Path classes = Path.of(codeSource(OwnPathsTest.class)).toRealPath();

    assertThat(own).accepts(jar.toString(), classes.toString());
    assertThat(own).rejects(classes.resolve("orders.csv").toString());
  }

  private static java.net.URI codeSource(Class<?> type) {
    return java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  @Test
  void theJarsThatAJarOnTheClassPathNames(@TempDir Path folder) throws IOException {
    Path named = Files.createFile(folder.resolve("named one.jar")).toRealPath();
    Path naming = folder.resolve("naming.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "named%20one.jar gone.jar");
    new JarOutputStream(Files.newOutputStream(naming), manifest).close();
    String before = System.getProperty("java.class.path");
    System.setProperty("java.class.path", naming + File.pathSeparator);
    try {
      assertThat(own).accepts(named.toString(), naming.toRealPath().toString());
    } finally {
      System.setProperty("java.class.path", before);
    }
    assertThat(own).rejects(named.toString());
  }

  @Test
  void eachEntrySaysWhy() {
    assertThat(OwnPaths.read())
        .allSatisfy(
            entry -> {
              assertThat(entry.paths()).isNotEmpty();
              assertThat(entry.why()).isNotBlank();
            });
  }
}
