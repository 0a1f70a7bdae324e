"""Kafka"""
