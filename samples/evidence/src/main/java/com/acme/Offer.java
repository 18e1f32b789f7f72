package com.acme;

/** What a supplier wants for an article. */
public record Offer(String supplier, int price) {}
