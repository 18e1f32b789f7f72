package io.github.noleaks.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who opens things that are not the test's to close. */
class OtherOpenersTest {
  private final OtherOpeners others = OtherOpeners.read();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdk.internal.loader.URLClassPath$JarLoader",
        "java.util.zip.ZipFile$Source",
        "sun.net.www.protocol.jar.URLJarFile",
        "sun.security.provider.NativePRNG",
        "org.apache.maven.surefire.booter.ForkedBooter",
        "io.github.noleaks.internal.report.JsonReport"
      })
  void theseDo(String type) {
    assertThat(others).accepts(type);
    assertThat(others).as("asked again").accepts(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.OrderService",
        "java.util.zip.ZipFile",
        "java.nio.file.Files",
        "sun.nio.ch.SourceChannelImpl",
        "jdk.internal.net.http.PlainHttpConnection",
        // Calls what a test hands over: assertDoesNotThrow(Selector::open).
        "org.junit.jupiter.api.AssertDoesNotThrow",
        "org.junit.Assert"
      })
  void theseDoNot(String type) {
    assertThat(others).rejects(type);
  }
}
