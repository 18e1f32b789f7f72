package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.noleaks.AllowLeaks;
import org.junit.jupiter.api.Test;

/** A class that may leave something behind, and says why. */
@AllowLeaks(reason = "the audit log has one writer a process and cannot be closed")
class AuditLogTest {

  @Test
  void notesAnEvent() {
    int before = AuditLog.instance().size();

    AuditLog.instance().note("order placed");

    assertEquals(before + 1, AuditLog.instance().size());
  }
}
