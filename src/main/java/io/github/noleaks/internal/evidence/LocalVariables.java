package io.github.noleaks.internal.evidence;

import java.util.List;
import org.jspecify.annotations.Nullable;

final class LocalVariables {
  private LocalVariables() {}

  static @Nullable String name(
      String c, String m, String d, int line, List<String> types, int index) {
    return null;
  }
}
