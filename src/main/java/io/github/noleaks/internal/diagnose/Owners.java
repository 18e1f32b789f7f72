package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Blocker;
import io.github.noleaks.LeakedThread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who holds what threads wait for, in words. */
final class Owners {

  private static final int SHOWN = 3;

  private Owners() {}

  static @Nullable String of(List<LeakedThread> threads) {
    Set<String> owners = new LinkedHashSet<>();
    for (LeakedThread thread : threads) {
      Blocker blocker = thread.blocker();
      if (blocker != null && (blocker.ownerId() >= 0 || blocker.ownerName() != null)) {
        owners.add(thread(blocker.ownerName(), blocker.ownerId()));
      }
    }
    if (owners.isEmpty()) {
      return null;
    }
    List<String> shown = new ArrayList<>(owners).subList(0, Math.min(SHOWN, owners.size()));
    String text = String.join(", ", shown);
    int more = owners.size() - shown.size();
    return more == 0 ? text : text + String.format(Locale.ROOT, ", … and %,d more", more);
  }

  static String thread(@Nullable String name, long id) {
    // A circle is told in lines: a line break in a name would tell a line of its own.
    String shown = name == null ? "" : " \"" + name.replaceAll("\\p{Cntrl}", "?") + '"';
    return id < 0 ? "thread" + shown : "thread" + shown + " (#" + id + ')';
  }
}
