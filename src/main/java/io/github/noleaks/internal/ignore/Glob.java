package io.github.noleaks.internal.ignore;

/**
 * A pattern in which {@code *} stands for any number of characters and {@code ?} for one. Compiled
 * once, immutable. Matching looks at each character at most once for every character of the
 * pattern: there is no pattern that takes for ever, as there is with regular expressions.
 */
final class Glob {
  private final String pattern;
  private final int firstWildcard;

  private Glob(String pattern) {
    this.pattern = pattern;
    this.firstWildcard = firstWildcard(pattern);
  }

  static Glob of(String pattern) {
    return new Glob(pattern);
  }

  private static int firstWildcard(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?') {
        return i;
      }
    }
    return -1;
  }

  /** Whether the pattern can match nothing but itself. */
  boolean isLiteral() {
    return firstWildcard < 0;
  }

  boolean matches(String text) {
    if (isLiteral()) {
      return pattern.equals(text);
    }
    // Most threads differ from most patterns in the first characters.
    if (!text.regionMatches(0, pattern, 0, firstWildcard)) {
      return false;
    }
    return matches(text, firstWildcard);
  }

  /**
   * Greedy, with one point to return to: when the rest does not fit, the last star takes one
   * character more. Earlier stars need not be tried again, since they took as little as they could.
   */
  private boolean matches(String text, int from) {
    int p = from;
    int t = from;
    int afterStar = -1;
    int starTook = -1;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && wanted == '*') {
        afterStar = ++p;
        starTook = t;
      } else if (p < pattern.length() && (wanted == '?' || wanted == text.charAt(t))) {
        p++;
        t++;
      } else if (afterStar >= 0) {
        p = afterStar;
        t = ++starTook;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
