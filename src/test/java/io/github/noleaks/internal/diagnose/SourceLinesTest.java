package io.github.noleaks.internal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceLinesTest {

  @Test
  void findsTheLineInTheTestSources() {
    StackTraceElement here = new Throwable("a line that can be found").getStackTrace()[0];
    assertThat(SourceLines.at(here))
        .isEqualTo(
            "StackTraceElement here = new Throwable(\"a line that can be"
                + " found\").getStackTrace()[0];");
  }

  @Test
  void findsTheLineInTheMainSources() {
    StackTraceElement frame =
        new StackTraceElement(SourceLines.class.getName(), "at", "SourceLines.java", 1);
    assertThat(SourceLines.at(frame)).isEqualTo("package io.github.noleaks.internal.diagnose;");
  }

  @Test
  void cutsALongLine() {
    StackTraceElement here = new Throwable().getStackTrace()[0];
    String longLine =
        """
        a line in a text block, which the formatter leaves alone, however long it may grow and however little it says in doing so
        """;
    String shown =
        SourceLines.at(
            new StackTraceElement(
                here.getClassName(), "m", here.getFileName(), here.getLineNumber() + 3));
    assertThat(shown).hasSize(120).endsWith("…");
    assertThat(longLine)
        .startsWith(String.valueOf(shown).substring(0, 119))
        .hasSizeGreaterThan(121);
  }

  @Test
  void findsNothingRatherThanSomethingWrong() {
    String type = SourceLinesTest.class.getName();
    assertThat(SourceLines.at(new StackTraceElement(type, "m", "SourceLinesTest.java", 100_000)))
        .isNull();
    assertThat(SourceLines.at(new StackTraceElement(type, "m", "SourceLinesTest.java", -1)))
        .isNull();
    assertThat(SourceLines.at(new StackTraceElement(type, "m", null, 1))).isNull();
    assertThat(SourceLines.at(new StackTraceElement("com.acme.None", "m", "None.java", 1)))
        .isNull();
    assertThat(SourceLines.at(new StackTraceElement("com.acme.Up", "m", "../../Up.java", 1)))
        .isNull();
    assertThat(SourceLines.at(new StackTraceElement("com.acme.Bad", "m", "Bad\0.java", 1)))
        .isNull();
  }
}
