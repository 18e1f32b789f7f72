package io.github.noleaks.internal.ignore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Several patterns, any of which may match; those without a wildcard cost one look-up together. */
final class GlobSet {
  private final Set<String> literals = new HashSet<>();
  private final List<Glob> globs = new ArrayList<>();

  GlobSet(Collection<String> patterns) {
    for (String pattern : patterns) {
      Glob glob = Glob.of(pattern);
      if (glob.isLiteral()) {
        literals.add(pattern);
      } else {
        globs.add(glob);
      }
    }
  }

  boolean matches(String text) {
    if (!literals.isEmpty() && literals.contains(text)) {
      return true;
    }
    for (int i = 0; i < globs.size(); i++) {
      if (globs.get(i).matches(text)) {
        return true;
      }
    }
    return false;
  }

  boolean matchesAny(List<String> texts) {
    for (int i = 0; i < texts.size(); i++) {
      if (matches(texts.get(i))) {
        return true;
      }
    }
    return false;
  }
}
