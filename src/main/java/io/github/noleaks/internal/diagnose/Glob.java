package io.github.noleaks.internal.diagnose;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Patterns in which {@code *} stands for any characters. */
final class Glob {

  private Glob() {}

  static Predicate<String> compile(String glob) {
    if (glob.indexOf('*') < 0) {
      return glob::equals;
    }
    StringBuilder regex = new StringBuilder();
    for (String literal : glob.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    Pattern pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
    return text -> pattern.matcher(text).matches();
  }

  static Predicate<String> any(List<String> globs) {
    List<Predicate<String>> all = globs.stream().map(Glob::compile).toList();
    return text -> {
      for (Predicate<String> one : all) {
        if (one.test(text)) {
          return true;
        }
      }
      return false;
    };
  }
}
