package io.github.noleaks.internal.access;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** What this JVM says about attaching. */
final class VmOptions {
  private static final String LOADING = "EnableDynamicAgentLoading";
  private static final String FORBIDDEN = "DisableAttachMechanism";

  /** From here on the JVM warns of agents that are attached, unless it was told not to. */
  private static final int FIRST_THAT_WARNS = 21;

  private VmOptions() {}

  /**
   * Why a mode does not allow to attach here.
   *
   * @return the reason, or {@code null} if it does
   */
  static @Nullable String refusal(AccessMode mode) {
    if (mode == AccessMode.OFF) {
      return "noleaks.access is off";
    }
    // Not left to the attempt: it would make such a JVM print all its stacks.
    VMOption forbidden = option(FORBIDDEN);
    if (forbidden != null && isTrue(forbidden)) {
      return "this JVM lets nobody attach (-XX:+" + FORBIDDEN + ")";
    }
    VMOption loading = option(LOADING);
    if (loading != null && !isTrue(loading)) {
      return "this JVM takes no agent once it runs (-XX:-" + LOADING + ")";
    }
    if (mode == AccessMode.AUTO && warns(loading)) {
      return "this JVM does not let NoLeaks read it, and would print warnings if NoLeaks attached"
          + " its agent, as with noleaks.access = attach";
    }
    return null;
  }

  private static boolean warns(@Nullable VMOption loading) {
    return Runtime.version().feature() >= FIRST_THAT_WARNS
        && (loading == null || loading.getOrigin() == VMOption.Origin.DEFAULT);
  }

  private static boolean isTrue(VMOption option) {
    return Boolean.parseBoolean(option.getValue());
  }

  private static @Nullable VMOption option(String name) {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return bean == null ? null : bean.getVMOption(name);
    } catch (RuntimeException | LinkageError e) {
      return null; // Another kind of JVM.
    }
  }
}
