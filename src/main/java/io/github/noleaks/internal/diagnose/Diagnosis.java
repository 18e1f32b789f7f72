package io.github.noleaks.internal.diagnose;

import io.github.noleaks.Leak;
import io.github.noleaks.LeakedThread;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From the facts about leaked threads to findings. */
public final class Diagnosis {

  private Diagnosis() {}

  public static List<Leak> of(
      Collection<LeakedThread> threads, Function<LeakedThread, @Nullable String> startedIn) {
    throw new UnsupportedOperationException("not yet");
  }
}
