package io.github.noleaks.internal.watch;

import io.github.noleaks.internal.access.OwnProcesses;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The pipes between this JVM and a child process. */
final class ChildPipes {
  private static final String PIPE = "pipe:[";
  private static final int LAST_STREAM = 2;

  private ChildPipes() {}

  /** What the kernel calls them; none where it does not tell. */
  static Set<String> of(long pid) {
    Set<String> pipes = new HashSet<>();
    for (int stream = 0; stream <= LAST_STREAM; stream++) {
      String target = ProcFiles.target("/proc/" + pid + "/fd/" + stream);
      if (target != null && target.startsWith(PIPE)) {
        pipes.add(target);
      }
    }
    return pipes;
  }

  /** Those to the processes that NoLeaks started, if there are pipes at all. */
  static Set<String> ofOwnProcesses(Collection<String> identities) {
    Set<String> pipes = new HashSet<>();
    if (identities.stream().anyMatch(identity -> identity.startsWith(PIPE))) {
      for (ProcessHandle each : OwnProcesses.started()) {
        pipes.addAll(of(each.pid()));
      }
    }
    return pipes;
  }
}
