package com.acme.waits;

/** A program that runs until its standard input ends. */
public final class ReadsItsInput {

  private ReadsItsInput() {}

  public static void main(String[] args) throws Exception {
    while (System.in.read() >= 0) {
      // Nothing to do with it.
    }
  }
}
