declare module 'plotly.js/lib/*.js' {
  const module: object
  export default module
}
declare module 'plotly.js/src/*' {
  const module: object
  export default module
}
declare module 'plotly.js/dist/plotly-geo-assets.js' {
  const assets: object
  export default assets
}
