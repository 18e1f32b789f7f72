package com.acme;

/** Takes orders as long as it has room. */
public final class Warehouse {
  private int room;

  public Warehouse(int room) {
    this.room = room;
  }

  /**
   * Takes an order if there is room for it.
   *
   * @return whether there was
   */
  public synchronized boolean take(String order) {
    if (room == 0) {
      return false;
    }
    room--;
    return true;
  }
}
