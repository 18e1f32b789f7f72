package io.github.noleaks.internal.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "order-sender-*, order-sender-1, true",
    "order-sender-*, order-sender-, true",
    "order-sender-*, order-sender, false",
    "order-sender-*, my-order-sender-1, false",
    "*-sender-?, order-sender-1, true",
    "*-sender-?, order-sender-12, false",
    "*-sender-?, order-sender-, false",
    "pool-*-thread-*, pool-12-thread-3, true",
    "*a*b, aab, true",
    "*ab, aab, true",
    "a*a, a, false",
    "main, main, true",
    "main, Main, false",
    "main, main2, false",
    "*, '', true",
    "?, '', false",
    "'', '', true",
    "com.acme.Order.*, com/acme/Order/x, false",
    "a.b, axb, false",
    "a[b]+, a[b]+, true",
  })
  void matchesTheWholeText(String pattern, String text, boolean matches) {
    assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
  }

  @Test
  void agreesWithRegularExpressionsOnManyRandomPatterns() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      String glob = word(random, "ab*?");
      String text = word(random, "ab");
      boolean expected = Pattern.matches(glob.replace("*", ".*").replace("?", "."), text);
      assertThat(Glob.of(glob).matches(text)).as("%s on %s", glob, text).isEqualTo(expected);
    }
  }

  private static String word(Random random, String letters) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  @Test
  void noPatternTakesForEver() {
    String text = "a".repeat(5_000);
    String pattern = "*a".repeat(100) + "b";

    boolean matches =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Glob.of(pattern).matches(text));

    assertThat(matches).isFalse();
  }
}
