# frozen_string_literal: true

# Tells people from robots, and the sections of the site from its pages.
module Exports::Visitors
  ROBOT = /bot|crawl|spider|slurp|curl|wget|monitor/i

  # The first rule that fits says what a page belongs to.
  SECTIONS = {
    %r{\A/api/} => "api",
    %r{\A/(?:blog|news)(?:/|\z)} => "articles",
    %r{\A/(?:cart|checkout)(?:/|\z)} => "checkout",
    %r{\A/products?(?:/|\z)} => "products",
    /\.(?:css|js|png|svg|ico|woff2)(?:\?|\z)/ => "files",
    %r{\A/(?:\?|\z)} => "start"
  }.freeze

  def self.people(hits)
    agents = Hash.new { |known, agent| known[agent] = agent.match?(ROBOT) }
    paths = Hash.new { |known, path| known[path] = section(path) }
    hits.lazy.map do |batch|
      [agents, paths].each { |known| known.clear if known.size > 10_000 }
      people = batch.reject { |hit| agents[hit.agent] }
      people.map { |hit| Visit.new(time: hit.time, section: paths[hit.path], status: hit.status, size: hit.size) }
    end
  end

  def self.section(path)
    SECTIONS.each { |pattern, name| return name if pattern.match?(path) }
    "other"
  end
end
