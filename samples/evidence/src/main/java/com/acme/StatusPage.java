package com.acme;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Shows how the departments are doing. There is one a process. */
public final class StatusPage {
  private static final List<Purchasing> WATCHED = new CopyOnWriteArrayList<>();

  private StatusPage() {}

  /** Puts a department on the page. It stays there until it is {@linkplain #remove removed}. */
  public static void add(Purchasing purchasing) {
    WATCHED.add(purchasing);
  }

  public static void remove(Purchasing purchasing) {
    WATCHED.remove(purchasing);
  }

  /** How many offers wait, in all departments. */
  public static int waiting() {
    return WATCHED.stream().mapToInt(Purchasing::waiting).sum();
  }
}
